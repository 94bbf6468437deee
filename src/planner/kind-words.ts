/** What a piece of work is, finer than a plan's type. */
export const WORK_KINDS = [
	"bug",
	"security",
	"migration",
	"performance",
	"refactor",
	"test",
	"docs",
	"review",
	"investigation",
	"chore",
	"feature",
] as const;
export type WorkKind = (typeof WORK_KINDS)[number];

const words = (text: string): readonly string[] => text.split(" ");

/** The verb that leads a task says most about it. */
export const LEADING_VERBS: Readonly<Record<WorkKind, readonly string[]>> = {
	bug: words(
		"fix fixes fixed repair resolve correct patch prevent stop handle debug troubleshoot hotfix stabilize stabilise",
	),
	security: words("harden secure sanitize sanitise rotate"),
	migration: words("migrate upgrade port switch transition backfill"),
	performance: words("optimize optimise speed accelerate"),
	refactor: words(
		"refactor restructure reorganize reorganise rename extract simplify decouple deduplicate inline split consolidate clean cleanup tidy untangle modularize modularise replace convert move merge unify break turn",
	),
	test: words("test cover"),
	docs: words("document describe proofread comment annotate"),
	review: words("review audit"),
	investigation: words(
		"investigate research analyze analyse diagnose explore evaluate assess compare understand determine figure find why how what",
	),
	chore: words(
		"bump configure remove delete disable pin release format set update install setup enforce",
	),
	feature: words(
		"add build create implement introduce support allow enable show display let make develop integrate expose provide offer extend wire send generate write design render return validate log export import include accept",
	),
};

/** Verbs that say little by themselves: their object decides. */
export const GENERIC_VERBS = words(
	"add write create update improve extend increase expand complete generate prepare make build provide draft fill set introduce implement raise rewrite restructure fix need polish revise refresh",
);

/** Objects of such a verb that decide. */
export const DECIDING_OBJECTS: readonly (readonly [
	kind: WorkKind,
	nouns: readonly string[],
])[] = [
	["test", words("test tests testing coverage spec specs e2e fixtures")],
	[
		"docs",
		words(
			"docs doc documentation readme guide guides tutorial tutorials docstring docstrings changelog comments reference jsdoc adr manual faq runbook instructions",
		),
	],
	["migration", words("migration migrations backfill")],
	["performance", words("performance benchmark benchmarks throughput latency")],
	["refactor", words("readability maintainability structure naming")],
];

/** Words behind a deciding object that change nothing about it. */
export const OBJECT_FILLERS = words(
	"suite suites case cases page pages section sections file files script scripts",
);

export const OBJECT_ENDS = words(
	"for to in of on with that when from and into using covering against about at by so which where adding around between behind before after if",
);

/** What may stand before the verb. */
export const FILLERS = words(
	"please we i you can could should would need needs want to must have let's lets us the a an our my also now just then finally first next and be it todo task help me",
);

/** What other words are worth; the leading verb is worth 6 and a deciding object 8. */
export const KIND_WORDS: Readonly<
	Record<WorkKind, Readonly<Record<string, number>>>
> = {
	bug: {
		bug: 3,
		bugs: 3,
		broken: 3,
		crash: 2,
		crashes: 3,
		crashing: 3,
		crashed: 2,
		traceback: 2,
		exception: 1,
		error: 1,
		errors: 1,
		fails: 3,
		failing: 2,
		wrong: 3,
		incorrect: 3,
		incorrectly: 3,
		twice: 2,
		ignored: 2,
		missing: 1,
		nan: 3,
		regression: 3,
		"doesn't": 3,
		"does not": 2,
		"isn't": 2,
		"can't": 2,
		cannot: 2,
		unable: 2,
		"not working": 4,
		"no longer": 3,
		"does nothing": 4,
		"memory leak": 3,
		leak: 1,
		"null pointer": 3,
		undefined: 1,
		flaky: 4,
		hangs: 3,
		freezes: 3,
		deadlock: 3,
		stuck: 2,
		intermittent: 2,
		intermittently: 2,
		randomly: 2,
		"returns 500": 3,
		"a 500": 4,
		"500 error": 3,
		"off by one": 3,
		"race condition": 3,
		throws: 3,
		raises: 4,
	},
	security: {
		vulnerability: 5,
		vulnerabilities: 5,
		cve: 7,
		xss: 5,
		csrf: 2,
		"sql injection": 7,
		"path traversal": 7,
		security: 2,
		harden: 3,
		exploit: 4,
		"command injection": 7,
	},
	migration: {
		migrate: 4,
		migrating: 4,
		migration: 3,
		migrations: 2,
		upgrade: 3,
		upgrading: 3,
		"move from": 4,
		"drop support": 7,
		"no downtime": 4,
		"zero downtime": 4,
		"switch from": 4,
		"switch to": 2,
		"to typescript": 7,
		"alter table": 4,
		backfill: 4,
		"data migration": 4,
		schema: 1,
	},
	performance: {
		performance: 3,
		slow: 3,
		slowness: 3,
		faster: 3,
		latency: 2,
		throughput: 2,
		optimize: 3,
		"n+1": 4,
		"bundle size": 3,
		"speed up": 4,
		"memory usage": 2,
		"query time": 2,
		"load time": 3,
		"response time": 3,
	},
	refactor: {
		refactor: 4,
		refactoring: 4,
		restructure: 2,
		rename: 2,
		simplify: 2,
		"easier to read": 7,
		"get rid of": 4,
		"instead of": 3,
		into: 1,
		duplicate: 1,
		duplicated: 2,
		duplication: 3,
		"dead code": 7,
		"technical debt": 4,
		"tech debt": 4,
		decouple: 2,
		readability: 2,
		"into smaller": 3,
		"separate module": 3,
		"own module": 3,
		unused: 7,
		"without changing behavior": 5,
		"without changing behaviour": 5,
		cleanup: 2,
		"clean up": 2,
		legacy: 1,
	},
	test: {
		test: 1,
		tests: 2,
		testing: 1,
		coverage: 2,
		e2e: 2,
		pytest: 1,
		jest: 1,
		vitest: 1,
		"property based": 1,
	},
	docs: {
		docs: 2,
		documentation: 2,
		readme: 3,
		docstring: 7,
		docstrings: 7,
		changelog: 2,
		tutorial: 2,
		guide: 1,
		jsdoc: 2,
		adr: 2,
		"release notes": 7,
		typo: 4,
		typos: 4,
		wording: 4,
		spelling: 4,
		grammar: 4,
		"broken link": 5,
		"broken links": 5,
		faq: 2,
		"how to": 1,
		contributing: 1,
		openapi: 1,
	},
	review: { "code review": 3, "security audit": 3 },
	investigation: {
		investigate: 4,
		"root cause": 3,
		"find out": 4,
		"figure out": 4,
		research: 2,
		spike: 3,
		feasibility: 4,
		why: 2,
		"proof of concept": 2,
	},
	chore: {
		bump: 4,
		dependencies: 2,
		dependency: 1,
		gitignore: 4,
		license: 2,
		lint: 1,
		linter: 2,
		eslint: 1,
		prettier: 1,
		formatting: 1,
		version: 1,
		ci: 1,
	},
	feature: {
		feature: 3,
		support: 1,
		"new": 1,
		endpoint: 1,
		"be able to": 4,
		"as a user": 5,
		"user story": 3,
	},
};

/** How faults are written down, each with what it is worth: the name of an error before everything else, or anywhere. */
export const FAULT_FORMS: readonly (readonly [
	pattern: RegExp,
	worth: number,
	evidence: string,
])[] = [
	[
		/^[\s"'`>*-]{0,9}(?:(?:un(?:caught|handled)|fatal)\s+)?[\w.$]{0,80}(?:Error|Exception)\b(?:["'`*]{0,3}:|["'`*]{0,3}\s+(?:in|when|at|on|while|from|during|after|if|is|was|for)\b)/i,
		7,
		"an error leads",
	],
	[/(?<![\w$])[A-Z][\w$]{0,80}(?:Error|Exception)\b/, 3, "it names an error"],
	[
		/\bflaky\b[\s\S]{0,200}\b(?:stable|reliable|deterministic)\b/i,
		3,
		"what is flaky is to be stable",
	],
];

/** The marks of conventional commits, as people also use them in titles. */
export const COMMIT_MARKS: Readonly<Record<string, WorkKind>> = {
	feat: "feature",
	feature: "feature",
	fix: "bug",
	bug: "bug",
	docs: "docs",
	doc: "docs",
	refactor: "refactor",
	test: "test",
	tests: "test",
	perf: "performance",
	chore: "chore",
	build: "chore",
	ci: "chore",
	style: "refactor",
	security: "security",
	migration: "migration",
};
