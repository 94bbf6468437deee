/** Files that make a folder the root of a stack, by their whole name. */
export const MARKER_NAMES: Readonly<Record<string, string>> = {
	"pyproject.toml": "python",
	"requirements.txt": "python",
	"setup.py": "python",
	"setup.cfg": "python",
	Pipfile: "python",
	"manage.py": "python",
	"package.json": "javascript",
	"tsconfig.json": "typescript",
	"deno.json": "typescript",
	"deno.jsonc": "typescript",
	"go.mod": "go",
	"Cargo.toml": "rust",
	Gemfile: "ruby",
	"pom.xml": "java",
	"build.gradle": "java",
	"build.gradle.kts": "kotlin",
	"composer.json": "php",
	"mix.exs": "elixir",
	"Package.swift": "swift",
	"CMakeLists.txt": "cpp",
	"meson.build": "cpp",
	"configure.ac": "c",
	"global.json": "csharp",
};

/** The same by ending. */
export const MARKER_ENDINGS: Readonly<Record<string, string>> = {
	csproj: "csharp",
	sln: "csharp",
	slnx: "csharp",
	fsproj: "csharp",
	gemspec: "ruby",
	tf: "terraform",
};

/** Source files by ending: they tell apart what shares a marker, and what a folder without any is written in. */
export const SOURCE_ENDINGS: Readonly<Record<string, string>> = {
	py: "python",
	js: "javascript",
	mjs: "javascript",
	cjs: "javascript",
	jsx: "javascript",
	ts: "typescript",
	tsx: "typescript",
	mts: "typescript",
	cts: "typescript",
	go: "go",
	rs: "rust",
	rb: "ruby",
	java: "java",
	kt: "kotlin",
	cs: "csharp",
	php: "php",
	ex: "elixir",
	exs: "elixir",
	swift: "swift",
	c: "c",
	h: "c",
	cc: "cpp",
	cpp: "cpp",
	cxx: "cpp",
	hpp: "cpp",
	hh: "cpp",
	tf: "terraform",
	vue: "javascript",
	svelte: "javascript",
};

/** Languages of one marker, of which the sources of the folder choose. */
export const SIBLINGS: Readonly<Record<string, readonly string[]>> = {
	javascript: ["javascript", "typescript"],
	java: ["java", "kotlin"],
	kotlin: ["kotlin", "java"],
	c: ["c", "cpp"],
	cpp: ["cpp", "c"],
};

/** Folders that hold what others made, or samples: nothing in them says what the project is. */
export const FOREIGN_FOLDERS: ReadonlySet<string> = new Set([
	"node_modules",
	"vendor",
	"third_party",
	"bower_components",
	"dist",
	"out",
	"target",
	"obj",
	"coverage",
	"site-packages",
	"venv",
	"env",
	"__pycache__",
	"Pods",
	"Carthage",
	"DerivedData",
	"fixtures",
	"testdata",
	"__fixtures__",
	"templates",
	"deps",
	"_build",
]);

/** Other files whose text or presence decides something. */
export const NOTED_NAMES: ReadonlySet<string> = new Set([
	"Makefile",
	"makefile",
	"GNUmakefile",
	"justfile",
	"Justfile",
	"Taskfile.yml",
	"Taskfile.yaml",
	"tox.ini",
	"noxfile.py",
	"pytest.ini",
	"conftest.py",
	"uv.lock",
	"poetry.lock",
	"Pipfile.lock",
	"pnpm-lock.yaml",
	"pnpm-workspace.yaml",
	"lerna.json",
	"nx.json",
	"turbo.json",
	"yarn.lock",
	"bun.lock",
	"bun.lockb",
	"package-lock.json",
	"Rakefile",
	".rspec",
	"phpunit.xml",
	"phpunit.xml.dist",
	"mvnw",
	"gradlew",
	"mkdocs.yml",
	"conf.py",
	"angular.json",
	"artisan",
	"routes.rb",
	"appsettings.json",
	"CONTRIBUTING.md",
	"AGENTS.md",
	"CLAUDE.md",
	"requirements-dev.txt",
	"dev-requirements.txt",
	"requirements_dev.txt",
	"requirements-test.txt",
	"dev.txt",
	"test.txt",
	"settings.gradle",
	"settings.gradle.kts",
	"rails",
	"config.ru",
	"mypy.ini",
	"ruff.toml",
]);

/** Scripts of a shell that prove something, by their names. */
export const PROOF_SCRIPT =
	/^(?!.*(?:deploy|release|publish|setup|install|e2e))(?:[\w.]{1,40}[-_])?(?:tests?|checks?|verify|ci)(?:[-_]\w{1,40})?(?:\.(?:sh|bash))?$/;

/** Config files of frameworks by how their names begin. */
export const FRAMEWORK_FILES: readonly (readonly [
	pattern: RegExp,
	languages: readonly string[],
	framework: string,
])[] = [
	[/^next\.config\./, ["javascript", "typescript"], "next"],
	[/^nuxt\.config\./, ["javascript", "typescript"], "nuxt"],
	[/^angular\.json$/, ["javascript", "typescript"], "angular"],
	[/^svelte\.config\./, ["javascript", "typescript"], "svelte"],
	[/^vue\.config\./, ["javascript", "typescript"], "vue"],
	[/^manage\.py$/, ["python"], "django"],
	[/^artisan$/, ["php"], "laravel"],
	[/^appsettings\.json$/, ["csharp"], "aspnet"],
];

/** Packages that mean a framework, as a manifest names them. */
export const FRAMEWORK_PACKAGES: Readonly<
	Record<string, readonly (readonly [name: string, framework: string])[]>
> = {
	python: [
		["fastapi", "fastapi"],
		["flask", "flask"],
		["django", "django"],
		["starlette", "starlette"],
		["aiohttp", "aiohttp"],
		["tornado", "tornado"],
	],
	javascript: [
		["next", "next"],
		["react", "react"],
		["nuxt", "nuxt"],
		["vue", "vue"],
		["@angular/core", "angular"],
		["svelte", "svelte"],
		["express", "express"],
		["fastify", "fastify"],
		["koa", "koa"],
		["@nestjs/core", "nest"],
		["hono", "hono"],
		["probot", "probot"],
	],
	ruby: [
		["rails", "rails"],
		["sinatra", "sinatra"],
		["hanami", "hanami"],
	],
	java: [
		["spring-boot", "spring"],
		["org.springframework", "spring"],
		["quarkus", "quarkus"],
		["micronaut", "micronaut"],
	],
	go: [
		["github.com/gin-gonic/gin", "gin"],
		["github.com/labstack/echo", "echo"],
		["github.com/gofiber/fiber", "fiber"],
		["github.com/go-chi/chi", "chi"],
	],
	rust: [
		["axum", "axum"],
		["actix-web", "actix"],
		["rocket", "rocket"],
	],
	php: [
		["laravel/framework", "laravel"],
		["symfony/framework-bundle", "symfony"],
		["slim/slim", "slim"],
	],
	elixir: [[":phoenix", "phoenix"]],
	swift: [["vapor", "vapor"]],
	csharp: [
		["Microsoft.NET.Sdk.Web", "aspnet"],
		["Microsoft.AspNetCore", "aspnet"],
	],
};

export const FRONTEND_FRAMEWORKS: ReadonlySet<string> = new Set([
	"react",
	"next",
	"vue",
	"nuxt",
	"angular",
	"svelte",
]);
export const SERVER_FRAMEWORKS: ReadonlySet<string> = new Set([
	"express",
	"fastify",
	"koa",
	"nest",
	"hono",
	"probot",
]);
