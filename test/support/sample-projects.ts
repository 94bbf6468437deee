/** Small projects whose own tests really run, by language. */
export const PYTHON: Readonly<Record<string, string>> = {
	"pyproject.toml": `[project]
name = "service"
version = "0.1.0"
dependencies = ["fastapi"]

[tool.pytest.ini_options]
testpaths = ["tests"]
`,
	"app/__init__.py": "",
	"app/main.py": "def path_of(request):\n    return request['path']\n",
	"tests/test_main.py":
		"from app.main import path_of\n\n\ndef test_path():\n    assert path_of({'path': '/'}) == '/'\n",
	"conftest.py": "",
	".gitignore": "__pycache__/\n.pytest_cache/\n",
};

export const TYPESCRIPT: Readonly<Record<string, string>> = {
	"package.json": `${JSON.stringify(
		{
			name: "service",
			private: true,
			type: "module",
			scripts: { test: "node --test" },
			devDependencies: { typescript: "*" },
		},
		undefined,
		2,
	)}\n`,
	"tsconfig.json": "{}\n",
	"src/path.ts": "export const pathOf = (url: string) => url;\n",
	"test/path.test.js":
		'import { strictEqual } from "node:assert";\nimport { test } from "node:test";\n\ntest("a path", () => strictEqual("/", "/"));\n',
};

export const RUST: Readonly<Record<string, string>> = {
	"Cargo.toml":
		'[package]\nname = "service"\nversion = "0.1.0"\nedition = "2021"\n',
	"src/lib.rs":
		"pub fn twice(n: u32) -> u32 {\n    n * 2\n}\n\n#[cfg(test)]\nmod tests {\n    #[test]\n    fn doubles() {\n        assert_eq!(super::twice(2), 4);\n    }\n}\n",
	".gitignore": "target/\n",
};

export const GO: Readonly<Record<string, string>> = {
	"go.mod": "module service\n\ngo 1.19\n",
	"twice.go": "package service\n\nfunc Twice(n int) int { return n * 2 }\n",
	"twice_test.go":
		'package service\n\nimport "testing"\n\nfunc TestTwice(t *testing.T) {\n\tif Twice(2) != 4 {\n\t\tt.Fail()\n\t}\n}\n',
};
