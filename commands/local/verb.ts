import { common, defineVerb } from "../verb";

export const verb = defineVerb({
  name: "local",
  about: "run the stack's Airflow on this machine, with its DAGs, plugins and packages",
  options: {
    stack: common.stack,
    config: common.config,
    port: { value: "PORT", about: "the port of Airflow's page on localhost (default: 8080)" },
    dags: { value: "FOLDER", about: "another folder of DAGs than the stack's airflow:dags" },
    asStack: { about: "be the stack on the clouds: its Google identity, connections and variables, by your own login" },
    reset: { about: "remove the database, the logs and the Python environment first" },
    venv: { value: "FOLDER", about: "use this Python environment, which has Airflow, and install nothing" },
  },
  notes:
    "The first start makes the environment (some minutes, 1 to 2 GB in .cache/local). Ctrl-C ends all of it. Nothing needs an account " +
    "or Docker; without --as-stack a task that asks a cloud is told so, and no login of yours is handed to it.",
  run: async (args) => (await import("./main")).local(args),
});
