import type { Stack } from "../stacks.ts";
import type { Survey } from "../survey.ts";
import { type Candidate, inFolder, type Proof } from "./candidate.ts";

const MANIFESTS = [
	"pyproject.toml",
	"setup.cfg",
	"tox.ini",
	"Pipfile",
	"requirements.txt",
	"requirements-dev.txt",
	"dev-requirements.txt",
	"requirements_dev.txt",
	"requirements-test.txt",
	"setup.py",
	"requirements/dev.txt",
	"requirements/test.txt",
];

/** What a Python project tests itself with: pytest where anything says so, else tox, nox or Django's own; then mypy and ruff. */
export function pythonGates(
	{ path, frameworks }: Stack,
	survey: Survey,
	texts: ReadonlyMap<string, string>,
): readonly Candidate[] {
	const at = (name: string) => (path === "." ? name : `${path}/${name}`);
	const has = (name: string) => survey.noted.has(at(name));
	const candidate = (
		command: string,
		proof: Proof,
		source: string,
	): Candidate[] => {
		const full = inFolder(path, `${prefixOf(has)}${command}`);
		return full === undefined
			? []
			: [
					{
						command: full,
						proof,
						path,
						languages: ["python"],
						source,
						rank: 4,
					},
				];
	};
	const tests = testFolder(path, survey);
	const named = MANIFESTS.find((name) =>
		/(?<![\w-])pytest(?![\w])/.test(texts.get(at(name)) ?? ""),
	);
	const pytest = named ?? ["pytest.ini", "conftest.py"].find(has);
	const found: Candidate[] = [];
	if (pytest !== undefined)
		found.push(
			...candidate(pytestIn(tests?.folder), "test", `pytest in ${at(pytest)}`),
		);
	else if (has("tox.ini"))
		found.push(...candidate("tox", "test", at("tox.ini")));
	else if (has("noxfile.py"))
		found.push(...candidate("nox", "test", at("noxfile.py")));
	else if (
		frameworks.includes("django") &&
		has("manage.py") &&
		tests !== undefined
	)
		found.push(...candidate("python manage.py test", "test", at("manage.py")));
	else if (tests !== undefined)
		found.push(
			...candidate(
				pytestIn(tests.folder),
				"test",
				`${tests.file}, named as pytest finds tests`,
			),
		);
	const settings = texts.get(at("pyproject.toml")) ?? "";
	if (settings.includes("[tool.mypy") || has("mypy.ini"))
		found.push(...candidate("mypy .", "typecheck", "mypy's settings"));
	if (settings.includes("[tool.ruff") || has("ruff.toml"))
		found.push(...candidate("ruff check .", "lint", "ruff's settings"));
	if (has("mkdocs.yml"))
		found.push(...candidate("mkdocs build --strict", "docs", at("mkdocs.yml")));
	return found;
}

function pytestIn(folder: string | undefined): string {
	return folder === undefined ? "pytest" : `pytest ${folder}/`;
}

function prefixOf(has: (name: string) => boolean): string {
	if (has("uv.lock")) return "uv run ";
	if (has("poetry.lock")) return "poetry run ";
	return has("Pipfile.lock") ? "pipenv run " : "";
}

/** One of a stack's test files, and the folder `tests` or `test` when all of them are in it. */
function testFolder(
	path: string,
	survey: Survey,
): { folder?: string; file: string } | undefined {
	const under = path === "." ? "" : `${path}/`;
	const files = [...survey.tests.values()]
		.filter((file) => file.startsWith(under) && file.endsWith(".py"))
		.sort();
	const [file] = files;
	if (file === undefined) return undefined;
	const folder = ["tests", "test"].find((name) =>
		files.every((other) => other.startsWith(`${under}${name}/`)),
	);
	return folder === undefined ? { file } : { folder, file };
}
