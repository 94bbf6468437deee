export type RiskClass =
	| "security"
	| "money"
	| "regulated"
	| "operations"
	| "data";

const words = (text: string): readonly string[] => text.split(",");

/** Words of which one is enough for HIGH, by what is at stake. */
export const HIGH_WORDS: Readonly<Record<RiskClass, readonly string[]>> = {
	security: words(
		"auth,authentication,authorization,authorisation,authenticate,oauth,oauth2,jwt,sso,saml,oidc,password,passwords,credential,credentials,secret,secrets,encryption,encrypt,decrypt,access control,api key,api keys,private key,vulnerability,vulnerabilities,cve,sql injection,command injection,path traversal,xss",
	),
	money: words("payment,payments,billing,refund,refunds,payout,payouts"),
	regulated: words(
		"gdpr,hipaa,pci,pci dss,sox,pii,personal data,health records,compliance",
	),
	operations: words(
		"production,infrastructure,terraform,iam,dns,firewall,disaster recovery",
	),
	data: words("data loss,irreversible"),
};

/** Words that make it MEDIUM. */
export const MEDIUM_WORDS: Readonly<Record<RiskClass, readonly string[]>> = {
	security: words(
		"permission,permissions,session,sessions,access token,access tokens,refresh token,refresh tokens,cors,csrf,tls,ssl,certificate,certificates,rate limiting,webhook signature",
	),
	money: words("invoice,invoices,checkout,pricing,subscription,subscriptions"),
	regulated: words("audit log,retention,consent,privacy"),
	operations: words(
		"deploy,deployment,deployments,rollout,kubernetes,k8s,helm,docker,dockerfile,ci cd,pipeline,staging,load balancer",
	),
	data: words(
		"database,databases,schema,migration,migrations,migrate,backfill,alter table,foreign key,breaking change,breaking changes,public api",
	),
};

/** Verbs that destroy; they count only together with something that can be lost. */
export const DESTRUCTIVE = words(
	"drop,drops,delete,deletes,deleting,purge,purges,wipe,truncate,erase,destroy,reset,overwrite",
);
export const LOSABLE = words(
	"table,tables,database,databases,records,rows,column,columns,users,accounts,customer data,user data,production,bucket,buckets,backup,backups,history,volume,volumes",
);

/** Places in a repository, by whole segments of a path. */
export const RISKY_PLACES: readonly (readonly [
	pattern: RegExp,
	level: "MEDIUM" | "HIGH",
	stake: RiskClass,
])[] = [
	[/(?:^|\/)\.env(?:\.[\w-]+)?$/, "HIGH", "security"],
	[/(?:^|\/)(?:secrets?|credentials?)(?:\/|\.[\w]+$)/, "HIGH", "security"],
	[
		/(?:^|\/)(?:auth|authentication|authorization|oauth2?)(?:\/|\.[\w]+$)/,
		"HIGH",
		"security",
	],
	[/(?:^|\/)(?:payments?|billing)(?:\/|\.[\w]+$)/, "HIGH", "money"],
	[/\.tf(?:vars)?$/, "HIGH", "operations"],
	[/^\.github\/workflows\//, "MEDIUM", "operations"],
	[
		/(?:^|\/)(?:Dockerfile|docker-compose\.ya?ml|compose\.ya?ml)$/,
		"MEDIUM",
		"operations",
	],
	[/(?:^|\/)(?:k8s|kubernetes|helm|deploy)\//, "MEDIUM", "operations"],
	[/(?:^|\/)(?:migrations?|migrate)\//, "MEDIUM", "data"],
	[/(?:^|\/)schema\.(?:sql|prisma|rb)$/, "MEDIUM", "data"],
];
