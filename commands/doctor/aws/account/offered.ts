import { airflowVersions } from "../../../../config/versions";
import { defineCheck, lookAt, willBreak } from "../../check";
import { askMwaa, placeOf } from "../clients";
import { plannedEnvironment } from "../planned";

export const offered = defineCheck({
  id: "aws.mwaa-offered",
  about: "MWAA answers in the region, and is known to make this version of Airflow",
  cloud: "aws",
  homes: ["mwaa"],
  when: "before",
  permissions: ["airflow:ListEnvironments"],
  why: "CreateEnvironment alone says which versions there are, after everything else is made",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/airflow-versions.html",
  page: "docs/mwaa.md",
  applies: (world) => world.toMake("aws:mwaa/environment:Environment").length > 0,
  run: async (world) => {
    const { region } = placeOf(world);
    const wanted = String(plannedEnvironment(world)?.inputs.airflowVersion);
    const known = airflowVersions.filter(({ confirmedOn }) => confirmedOn.includes("mwaa")).map((one) => one.version);
    const found = known.includes(wanted)
      ? []
      : [
          lookAt(
            `Airflow ${wanted}`,
            `nobody is known to have made it on MWAA; known are ${known.join(", ")}`,
            `pulumi config set airflow:airflowVersion ${known.at(-1)}`,
          ),
        ];
    try {
      await askMwaa(world, "GET", "/environments?MaxResults=1");
    } catch (error) {
      const { cause } = error as { cause?: { code?: string } };
      if (cause?.code !== "ENOTFOUND") {
        if (found.length > 0) return found;
        throw error;
      }
      return [
        willBreak(region, "has no MWAA", "pulumi config set aws:region us-east-1", {
          why: "its API has no address in that region",
          source: "https://docs.aws.amazon.com/general/latest/gr/mwaa.html",
        }),
      ];
    }
    return found;
  },
});
