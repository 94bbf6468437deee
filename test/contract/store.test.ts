import { httpPlace, localPlace, memoryPlace } from "./places.ts";
import { realGitContract } from "./real-git.ts";
import { storeContract } from "./store.ts";

storeContract("memory", memoryPlace);
storeContract("a repository on disk", localPlace);
storeContract("a remote repository", httpPlace);
realGitContract("a repository on disk", localPlace);
realGitContract("a remote repository", httpPlace);
