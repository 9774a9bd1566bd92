import { arnOf, regionalService } from "../../../../components/aws/iam/arn";
import { bad } from "../../check";
import { aws, placeOf } from "../clients";
import { orNone } from "../errors";
import { environmentName, keyArn } from "../planned";
import { leavesItToIam, missingForLogs } from "./keyRules";
import { keyCheck } from "./room";

export const keyPolicy = keyCheck({
  id: "aws.key-policy",
  about: "the key's policy lets the account's roles and CloudWatch Logs use it",
  permissions: ["kms:GetKeyPolicy"],
  why: "a log group with a key that Logs may not use is refused, and MWAA without its logs ends CREATE_FAILED",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html",
  run: async (world) => {
    const arn = keyArn(world) as string;
    const place = placeOf(world);
    const found = await orNone((await aws(world, "kms")).getKeyPolicy({ KeyId: arn, PolicyName: "default" }));
    // A key that is not there is what the check of the key tells.
    if (found?.Policy === undefined) return [];
    const edit = `aws kms put-key-policy --key-id ${arn} --policy-name default --policy file://POLICY.json   # docs/mwaa.md`;
    const group = arnOf("logs", place, `log-group:airflow-${environmentName(world)}-Task`);
    const service = regionalService("logs", place.region);
    const missing = missingForLogs(found.Policy, service, group);
    return [
      ...(leavesItToIam(found.Policy, place.accountId)
        ? []
        : [bad(world, arn, "has a policy that lets no role of the account in", edit)]),
      ...(missing.length === 0
        ? []
        : [
            bad(
              world,
              arn,
              `has a policy without ${missing.join(", ")} for ${service} and ${group.split(":").at(-1)}`,
              edit,
            ),
          ]),
    ];
  },
});
