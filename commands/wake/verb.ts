import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "wake",
  about: "wake a stack: switch and `up`, then put back what its sleep kept, and let DAGs run only after that",
  options: {
    stack: { value: "NAME", about: common.stack.about },
    wait: { value: "S", about: "wait S seconds at most for Airflow and for the DAGs that it had (default: 1800)" },
    noUp: { about: "the `up` is done: only put back" },
    json: common.json,
  },
  notes:
    "A DAG with catchup=True that would run its past again stays paused, with the reason. Safe to repeat after it died.",
  run: async (args) => (await import("./main")).wake(args),
});
