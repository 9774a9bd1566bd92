import { bad } from "../../check";
import { aws, placeOf } from "../clients";
import { orNone } from "../errors";
import { keyArn } from "../planned";
import { keyCheck } from "./room";

export const key = keyCheck({
  id: "aws.key",
  about: "the customer key is on, symmetric and of the environment's region alone",
  permissions: ["kms:DescribeKey"],
  why: "MWAA encrypts queue, logs and database with it, and takes only a symmetric key of one region",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
  run: async (world) => {
    const arn = keyArn(world) as string;
    const { region } = placeOf(world);
    const found = await orNone((await aws(world, "kms")).describeKey({ KeyId: arn }));
    const { KeyState, KeySpec, KeyUsage, MultiRegion } = found?.KeyMetadata ?? {};
    const make = "pulumi config rm --path 'airflow:mwaa.kmsKeyArn'   # a key of the stack's own";
    if (found === undefined) return [bad(world, arn, "is not there", make)];
    if (KeyState === "PendingDeletion")
      return [
        bad(
          world,
          arn,
          "is about to be deleted",
          `aws kms cancel-key-deletion --key-id ${arn} && aws kms enable-key --key-id ${arn}`,
        ),
      ];
    if (KeyState !== "Enabled") return [bad(world, arn, `is ${KeyState}`, `aws kms enable-key --key-id ${arn}`)];
    if (KeyUsage !== "ENCRYPT_DECRYPT" || KeySpec !== "SYMMETRIC_DEFAULT")
      return [bad(world, arn, `is a key to ${KeyUsage} (${KeySpec})`, make)];
    if (MultiRegion === true) return [bad(world, arn, "is a key of several regions", make)];
    return arn.split(":")[3] === region ? [] : [bad(world, arn, `is not of ${region}`, make)];
  },
});
