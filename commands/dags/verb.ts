import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "dags",
  about: "check the DAGs of a stack in its own Airflow on this machine, or push them to the stack",
  operands: {
    name: "WORK",
    about:
      "check (import every file as the stack would, and say what is wrong) or push (check, upload what changed, wait until Airflow has it)",
    least: 1,
    most: 1,
    choices: ["check", "push"],
  },
  options: {
    ...common,
    dags: { value: "FOLDER", about: "another folder of DAGs than the stack's airflow:dags" },
    junit: { value: "FILE", about: "write the result as a JUnit file too, for CI" },
    asStack: { about: "read the stack's variables and connections, with your own login" },
    venv: { value: "FOLDER", about: "use this Python environment, which has Airflow, and install nothing" },
    noCheck: { about: "push: upload without the check" },
    to: { value: "REF", about: "push: the folder as it was in this git commit, to go back" },
    wait: { value: "S", about: "push: wait S seconds at most until Airflow has it (default: 600; 0: not at all)" },
    dryRun: { about: "push: show what would go up and what would be removed, and do nothing" },
    removeOthers: { about: "push: remove what is in the bucket's folder and no push put there too" },
    takeLock: { value: "ID", about: "push: take over the lock of a push that died" },
  },
  notes:
    "check ends with 1 where it found an error; a warning alone is 0. The environment is made at the first run, in .cache/local.",
  run: async (args) => (await import("./main")).dags(args),
});
