import type { Stack } from "../stacks.ts";
import type { Survey } from "../survey.ts";
import { type Candidate, inFolder, type Proof } from "./candidate.ts";

interface Project {
	readonly stack: Stack;
	/** The text of a file of the stack's folder, empty when there is none. */
	readonly text: (name: string) => string;
	readonly has: (name: string) => boolean;
	/** True when the stack's folder holds test files of its language, or a file in a folder of this name. */
	readonly hasTests: boolean;
}

type Found =
	| readonly [command: string, proof: Proof, source: string]
	| undefined;

const BUILDS: Readonly<Record<string, (project: Project) => Found>> = {
	go: ({ hasTests }) =>
		hasTests
			? ["go test ./...", "test", "go.mod and test files"]
			: ["go vet ./...", "check", "go.mod; there are no test files"],
	rust: ({ has }) =>
		has("Cargo.toml") ? ["cargo test", "test", "Cargo.toml"] : undefined,
	java: jvm,
	kotlin: jvm,
	ruby: ruby,
	elixir: ({ has }) =>
		has("mix.exs") ? ["mix test", "test", "mix.exs"] : undefined,
	csharp: ({ hasTests, stack }) =>
		hasTests
			? ["dotnet test", "test", stack.markers[0] ?? "test files"]
			: ["dotnet build", "build", "no test project"],
	php: php,
	swift: ({ has, hasTests }) =>
		has("Package.swift")
			? hasTests
				? ["swift test", "test", "Package.swift and Tests"]
				: ["swift build", "build", "Package.swift; there are no tests"]
			: undefined,
	terraform: () => [
		"terraform init -backend=false -input=false && terraform validate",
		"check",
		"*.tf",
	],
	c: native,
	cpp: native,
};

/** The command a language's own build tool tests with; where there are no tests it builds or checks instead. */
export function buildGates(
	stack: Stack,
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Candidate[] {
	const at = (name: string) =>
		stack.path === "." ? name : `${stack.path}/${name}`;
	const under = stack.path === "." ? "" : `${stack.path}/`;
	const found = (
		Object.hasOwn(BUILDS, stack.language) ? BUILDS[stack.language] : undefined
	)?.({
		stack,
		text: (name) => texts.get(at(name)) ?? "",
		has: (name) => survey.noted.has(at(name)),
		hasTests: [...survey.tests].some(
			([folder, file]) =>
				`${folder}/`.startsWith(under) || (under === "" && file !== ""),
		),
	});
	if (found === undefined) return [];
	const [command, proof, source] = found;
	const full = inFolder(stack.path, command);
	return full === undefined
		? []
		: [
				{
					command: full,
					proof,
					path: stack.path,
					languages: [stack.language],
					source,
					rank: 4,
				},
			];
}

function jvm({ has }: Project): Found {
	if (has("pom.xml"))
		return [
			has("mvnw") ? "./mvnw -B verify" : "mvn -B verify",
			"test",
			"pom.xml",
		];
	const file = ["build.gradle.kts", "build.gradle"].find(has);
	return file === undefined
		? undefined
		: [has("gradlew") ? "./gradlew check" : "gradle check", "test", file];
}

function ruby({ has, text, stack, hasTests }: Project): Found {
	if (has(".rspec") || /\brspec\b/.test(text("Gemfile")))
		return [
			"bundle exec rspec",
			"test",
			has(".rspec") ? ".rspec" : "rspec in the Gemfile",
		];
	if (stack.frameworks.includes("rails"))
		return ["bundle exec rails test", "test", "rails in the Gemfile"];
	if (
		/\b(?:TestTask|task:? +:?(?:test|default)|task\(?:? *["':](?:test|default))/.test(
			text("Rakefile"),
		)
	)
		return ["bundle exec rake", "test", "Rakefile"];
	return hasTests && has("Rakefile")
		? ["bundle exec rake", "test", "Rakefile and test files"]
		: undefined;
}

function php({ has, text }: Project): Found {
	if (/"test"\s*:/.test(text("composer.json").split('"scripts"')[1] ?? ""))
		return ["composer test", "test", 'script "test" of composer.json'];
	const file = ["phpunit.xml", "phpunit.xml.dist"].find(has);
	if (file !== undefined || text("composer.json").includes('"phpunit/phpunit"'))
		return ["vendor/bin/phpunit", "test", file ?? "phpunit in composer.json"];
	return has("composer.json")
		? ["composer validate --strict", "check", "composer.json; it has no tests"]
		: undefined;
}

function native({ has, text }: Project): Found {
	if (has("CMakeLists.txt")) {
		const build = "cmake -S . -B build && cmake --build build";
		return /\b(?:enable_testing|add_test|include\s*\(\s*CTest)\b/i.test(
			text("CMakeLists.txt"),
		)
			? [
					`${build} && ctest --test-dir build --output-on-failure`,
					"test",
					"tests in CMakeLists.txt",
				]
			: [build, "build", "CMakeLists.txt; it has no tests"];
	}
	if (!has("meson.build")) return undefined;
	const setup = "(test -d build || meson setup build)";
	return /\btest\s*\(/.test(text("meson.build"))
		? [`${setup} && meson test -C build`, "test", "tests in meson.build"]
		: [
				`${setup} && meson compile -C build`,
				"build",
				"meson.build; it has no tests",
			];
}
