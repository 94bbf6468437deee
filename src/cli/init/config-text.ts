/** `.github/baton.yml` with every key explained; what is not set has its default. */
export const CONFIG_TEXT = `# The board of this repository. A key that is left out has its default, which is what the comments show.

review: auto                        # auto | always | never: whether finished work is looked at before it is done

# intake: ready                     # ready | backlog: where new tasks begin
# lease: { default: 10m, min: 1m, max: 24h, grace: 2m }
# attempts: { max: 5, backoff: 30s, backoff_max: 1h }
# wip: { in_progress: 20, review: 10 }

# Checks that have to succeed before a task is done.
# gates:
#   ci: { checks: [{ name: test, app: github-actions }], accept: [success], timeout: 1h }
# done_gates: [ci]

# Who may work under which name, what they can do, and how much they may hold at a time.
# agents:
#   backend-1: { logins: [octocat], capabilities: [python, db], max_leases: 3 }

# A verb's role, where it should differ from the default.
# permissions: { plan: write }

# What the planner cannot see by itself: which role works where, and what a gate runs.
# planner:
#   routes: [{ paths: "web/**", role: frontend-engineer }]
#   gates: { test: "npm test" }

# limits: { plan_steps: 200, tasks: 100000 }
`;
