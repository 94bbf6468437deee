/** A specialist of the roster. */
export interface Specialist {
	readonly role: string;
	/** What a flavour of it names: the language it writes, the framework it knows, or nothing. */
	readonly flavour: "language" | "framework" | "none";
	readonly model: Model;
	/** One sentence for the prompt. */
	readonly does: string;
}

/** Models from the smallest to the largest. */
export const MODELS = ["haiku", "sonnet", "opus"] as const;
export type Model = (typeof MODELS)[number];

/** Everybody a plan can call for. Others come in by config or by name only. */
const ROSTER: readonly Specialist[] = [
	{
		role: "backend-engineer",
		flavour: "language",
		model: "sonnet",
		does: "writes and changes code that runs on servers, in libraries and on the command line, with its tests",
	},
	{
		role: "frontend-engineer",
		flavour: "framework",
		model: "sonnet",
		does: "writes and changes what people see and use, with its tests",
	},
	{
		role: "test-engineer",
		flavour: "none",
		model: "sonnet",
		does: "writes tests that can fail, and changes no behavior",
	},
	{
		role: "data-engineer",
		flavour: "none",
		model: "sonnet",
		does: "changes schemas and data so that nothing is lost and every change can be taken back",
	},
	{
		role: "devops-engineer",
		flavour: "language",
		model: "sonnet",
		does: "changes builds, workflows, containers and infrastructure",
	},
	{
		role: "debugger",
		flavour: "none",
		model: "sonnet",
		does: "finds the cause of a fault and proves it before anything is changed",
	},
	{
		role: "architect",
		flavour: "none",
		model: "opus",
		does: "decides how something is to be done and writes the decision down, without changing code",
	},
	{
		role: "code-reviewer",
		flavour: "none",
		model: "sonnet",
		does: "reads changes for correctness and style and reports what it finds, without changing code",
	},
	{
		role: "security-reviewer",
		flavour: "none",
		model: "opus",
		does: "reads changes for what an attacker could do with them and reports what it finds, without changing code",
	},
	{
		role: "documentation-writer",
		flavour: "none",
		model: "sonnet",
		does: "writes documentation that is true of the code as it is",
	},
];

/** The specialist behind a role, flavoured or not; undefined for a name that the roster does not have. */
export function specialistOf(role: string): Specialist | undefined {
	const base = baseOf(role);
	return ROSTER.find((specialist) => specialist.role === base);
}

/** A role without its flavour. */
export function baseOf(role: string): string {
	return role.split("--")[0] ?? role;
}

/** Roles that look and decide: what they leave behind is words, so no gate is needed behind them. */
export const READERS: ReadonlySet<string> = new Set([
	"architect",
	"code-reviewer",
	"security-reviewer",
	"debugger",
]);

/** How a language is called in the name of a role. */
export const LANGUAGE_FLAVOURS: Readonly<Record<string, string>> = {
	python: "python",
	javascript: "node",
	typescript: "node",
	go: "go",
	rust: "rust",
	ruby: "ruby",
	java: "java",
	kotlin: "kotlin",
	csharp: "dotnet",
	php: "php",
	elixir: "elixir",
	swift: "swift",
	c: "c",
	cpp: "cpp",
};

/** How a framework is called there. */
export const FRAMEWORK_FLAVOURS: readonly (readonly [
	framework: string,
	flavour: string,
])[] = [
	["next", "react"],
	["react", "react"],
	["nuxt", "vue"],
	["vue", "vue"],
	["angular", "angular"],
	["svelte", "svelte"],
];

const words = (text: string): readonly string[] => text.split(",");

/** Words that say whose work it is. */
export const AREA_WORDS: Readonly<
	Record<"frontend" | "backend" | "devops" | "data", readonly string[]>
> = {
	frontend: words(
		"frontend,front end,ui,ux,css,button,buttons,component,components,page,form,dropdown,drop-down,modal,dialog,sidebar,navbar,menu,tooltip,layout,responsive,dark mode,theme,accessibility,a11y,react,vue,angular,svelte,nextjs,screen,icon,toast,carousel,landing page,stylesheet,tailwind,spinner,table view,tab,tabs,animation,hook,hooks,client side,dashboard",
	),
	backend: words(
		"backend,back end,api,apis,endpoint,endpoints,server,middleware,database,query,queries,worker,queue,cron,service,services,rest,graphql,grpc,handler,handlers,controller,controllers,fastapi,flask,django,express,rails,spring,webhook,webhooks,cli,route,routes,orm,redis,postgres,parser,library",
	),
	devops: words(
		"ci,cd,ci cd,github actions,workflow,workflows,docker,dockerfile,docker compose,kubernetes,k8s,helm,terraform,ansible,deployment,deploy,infrastructure,container,nginx,monitoring,build pipeline,pipeline,pre commit",
	),
	data: words(
		"schema,table,tables,column,columns,backfill,etl,data warehouse,foreign key,alembic,flyway,liquibase,database,postgres,mysql,sqlite,sql,data",
	),
};
