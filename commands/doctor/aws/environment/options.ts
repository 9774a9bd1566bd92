import { lookAt } from "../../check";
import { environmentName } from "../planned";
import { environmentCheck, guide, live } from "./ask";

/** Options that MWAA sets itself, whatever one writes. */
const ignored = ["celery.worker_concurrency"];

export const options = environmentCheck({
  id: "mwaa.options",
  about: "no Airflow option is set that MWAA does not heed, and plugins are loaded",
  permissions: ["airflow:GetEnvironment"],
  why: "MWAA overrides some options without a word",
  source: `${guide}/best-practices-tuning.html`,
  page: "docs/config.md",
  run: async (world) => {
    const found = await live(world);
    const set = (found?.AirflowConfigurationOptions ?? {}) as Record<string, string>;
    const name = environmentName(world);
    return [
      ...ignored
        .filter((key) => key in set)
        .map((key) =>
          lookAt(
            name,
            `sets ${key}, which MWAA overrides`,
            `pulumi config rm --path 'airflow:mwaa.airflowOptions["${key}"]'`,
          ),
        ),
      // Airflow 2 loads plugins when a process first needs them; 3 does not know the option.
      ...(set["core.lazy_load_plugins"]?.toLowerCase() === "true" && found?.PluginsS3Path !== undefined
        ? [
            lookAt(
              name,
              "loads plugins late (core.lazy_load_plugins), and Google's fresh keys come by a plugin",
              `pulumi config rm --path 'airflow:mwaa.airflowOptions["core.lazy_load_plugins"]'`,
              {
                source: `${guide}/configuring-dag-import-plugins.html`,
                why: "with plugins loaded late, what they change comes too late",
              },
            ),
          ]
        : []),
    ];
  },
});
