import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "dags",
  about: "check the DAGs of a stack in its own Airflow, on this machine",
  operands: {
    name: "WORK",
    about: "what to do: check (import every file as the stack would, and say what is wrong)",
    least: 1,
    most: 1,
    choices: ["check"],
  },
  options: {
    ...common,
    dags: { value: "FOLDER", about: "another folder of DAGs than the stack's airflow:dags" },
    junit: { value: "FILE", about: "write the result as a JUnit file too, for CI" },
    asStack: { about: "read the stack's variables and connections, with your own login" },
    venv: { value: "FOLDER", about: "use this Python environment, which has Airflow, and install nothing" },
  },
  notes:
    "check ends with 1 where it found an error; a warning alone is 0. The environment is made at the first run, in .cache/local.",
  run: async (args) => (await import("./main")).dags(args),
});
