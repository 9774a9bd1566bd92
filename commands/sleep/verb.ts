import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "sleep",
  about: "put a stack to sleep: wait for its tasks, keep what a new environment lacks, then switch and `up`",
  options: {
    stack: { value: "NAME", about: common.stack.about },
    wait: { value: "S", about: "wait S seconds at most for what runs (default: 3600; 0: look once)" },
    pauseFirst: { about: "pause every DAG before the wait, where something always runs; wake puts them back to work" },
    loseRunning: { about: "sleep although something still runs when the wait is over: it is lost, and named" },
    noUp: { about: "change the config and leave `pulumi up` to you" },
    json: common.json,
  },
  notes:
    "MWAA: which DAGs are paused, pools, and variables and connections made in the page go into the stack's bucket, as far as " +
    "Airflow's API tells them, and the run history as an archive; every DAG is then paused until `wake`. Passwords of connections " +
    "are told by no API. GKE keeps its database, so there is only the wait. Safe to repeat after it died.",
  run: async (args) => (await import("./main")).sleep(args),
});
