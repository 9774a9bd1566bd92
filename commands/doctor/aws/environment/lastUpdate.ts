import { reasonOf } from "../../../../components/aws/mwaa/live/decide";
import { broken } from "../../check";
import { environmentName } from "../planned";
import { environmentCheck, live } from "./ask";
import { meaningOf } from "./meanings";
import { differing } from "./stateAgrees";

export const lastUpdate = environmentCheck({
  id: "mwaa.last-update",
  about: "MWAA has not undone the last update",
  permissions: ["airflow:GetEnvironment"],
  why: "the environment runs as before the update, while the stack's state says otherwise",
  source: "https://docs.aws.amazon.com/mwaa/latest/API/API_LastUpdate.html",
  page: "docs/mwaa.md#what-mwaa-says-and-what-happens-then",
  run: async (world) => {
    const found = await live(world);
    const undone =
      found?.Status === "UPDATE_FAILED" || (found?.Status === "AVAILABLE" && found.LastUpdate?.Status === "FAILED");
    if (found === undefined || !undone) return [];
    const reason = reasonOf(found);
    const { means, source, fix } = meaningOf(reason);
    const keys = differing(world, found);
    const lost = keys.length > 0 ? `; lost: ${keys.join(", ")}` : "";
    return [
      broken(
        environmentName(world),
        `MWAA undid its last update (${reason}${lost})`,
        `${fix}; then pulumi up --stack ${world.stack}, which sends it again`,
        {
          why: means,
          source,
        },
      ),
    ];
  },
});
