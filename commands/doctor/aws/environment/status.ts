import { reasonOf } from "../../../../components/aws/mwaa/live/decide";
import { broken, lookAt } from "../../check";
import { environmentName } from "../planned";
import { environmentCheck, guide, live } from "./ask";
import { meaningOf } from "./meanings";

/** Ways of not working, and ways of being under way (https://docs.aws.amazon.com/mwaa/latest/API/API_Environment.html). */
const failed = ["CREATE_FAILED", "UNAVAILABLE", "DELETED"];
const underWay = ["CREATING", "UPDATING", "DELETING", "ROLLING_BACK", "CREATING_SNAPSHOT", "PENDING", "MAINTENANCE"];

export const status = environmentCheck({
  id: "mwaa.status",
  about: "the environment is there, and works",
  permissions: ["airflow:GetEnvironment"],
  why: "MWAA runs nothing in it until it is AVAILABLE",
  source: "https://docs.aws.amazon.com/mwaa/latest/API/API_Environment.html",
  run: async (world) => {
    const name = environmentName(world);
    const found = await live(world);
    const up = `pulumi up --stack ${world.stack}`;
    if (found === undefined)
      return [
        broken(
          name,
          "is not there, and the stack's state says it is",
          `pulumi refresh --stack ${world.stack} && ${up}`,
        ),
      ];
    const inState = world.made("aws:mwaa/environment:Environment")[0]?.outputs?.status;
    const belief = inState === "AVAILABLE" ? ", while the stack's state says AVAILABLE" : "";
    if (failed.includes(found.Status)) {
      const reason = reasonOf(found);
      const { means, source, fix } = meaningOf(reason);
      const again = found.Status === "CREATE_FAILED" ? `${fix}; then ${up}, which makes it anew` : fix;
      return [broken(name, `is ${found.Status}${belief} (${reason})`, again, { why: means, source })];
    }
    if (found.Status === "PENDING")
      return [
        lookAt(name, "waits for VPC endpoints that somebody is to make", `aws mwaa get-environment --name ${name}`, {
          source: `${guide}/vpc-endpoint-management.html`,
        }),
      ];
    return underWay.includes(found.Status)
      ? [
          lookAt(
            name,
            `is ${found.Status}: an \`up\` now is refused`,
            `aws mwaa get-environment --name ${name} --query Environment.Status`,
          ),
        ]
      : [];
  },
});
