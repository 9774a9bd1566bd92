import { broken } from "../../check";
import { askMwaa } from "../clients";
import { environmentName } from "../planned";
import { environmentCheck, guide, settled } from "./ask";

type Health = Record<string, { status?: string | null } | undefined>;

export const health = environmentCheck({
  id: "mwaa.health",
  about: "Airflow itself says that its parts are healthy",
  permissions: ["airflow:GetEnvironment", "airflow:InvokeRestApi"],
  why: "Airflow calls a part unhealthy when its heartbeat is overdue",
  source: `${guide}/access-mwaa-apache-airflow-rest-api.html`,
  run: async (world) => {
    const found = await settled(world);
    if (found === undefined) return [];
    const name = environmentName(world);
    const Path = Number(String(found.AirflowVersion).split(".")[0]) >= 3 ? "/monitor/health" : "/health";
    const { RestApiResponse = {} } = await askMwaa<{ RestApiResponse?: Health }>(world, "POST", `/restapi/${name}`, {
      Path,
      Method: "GET",
    });
    return (
      Object.entries(RestApiResponse)
        // A part that is not used has no status at all.
        .filter(([, one]) => typeof one?.status === "string" && one.status !== "healthy")
        .map(([part, one]) =>
          broken(`${name}'s ${part}`, `is ${one?.status}`, `aws logs tail airflow-${name}-Scheduler --since 1h`),
        )
    );
  },
});
