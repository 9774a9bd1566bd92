import { bad, lookAt } from "../../check";
import { aws, placeOf } from "../clients";
import { orNone } from "../errors";
import { bucketName } from "../planned";
import { leavesItToIam } from "./keyRules";
import { bucketCheck } from "./room";

export const bucketKey = bucketCheck({
  id: "aws.bucket-key",
  about: "the key that the bucket encrypts with can be read by the environment's role",
  permissions: ["s3:GetEncryptionConfiguration", "kms:DescribeKey", "kms:GetKeyPolicy"],
  why: "MWAA cannot read DAGs that it may not decrypt: the environment fails, or starts with none",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/custom-keys-certs.html",
  run: async (world) => {
    const name = bucketName(world) as string;
    const found = await orNone((await aws(world, "s3")).getBucketEncryption({ Bucket: name }));
    const [rule] = found?.ServerSideEncryptionConfiguration?.Rules ?? [];
    const { SSEAlgorithm, KMSMasterKeyID: key } = rule?.ApplyServerSideEncryptionByDefault ?? {};
    // S3's own keys, and AWS's key of the account, are readable by whoever may read the object.
    if (!SSEAlgorithm?.startsWith("aws:kms") || key === undefined || /alias\/aws\//.test(key)) return [];
    const kms = await aws(world, "kms");
    const fix = `aws s3api put-bucket-encryption --bucket ${name} --server-side-encryption-configuration '{"Rules":[{"ApplyServerSideEncryptionByDefault":{"SSEAlgorithm":"AES256"}}]}'`;
    const described = await orNone(kms.describeKey({ KeyId: key }));
    const { KeyState, AWSAccountId } = described?.KeyMetadata ?? {};
    if (described === undefined) return [bad(world, name, `encrypts with ${key}, which is not there`, fix)];
    if (KeyState !== "Enabled")
      return [bad(world, name, `encrypts with ${key}, which is ${KeyState}`, `aws kms enable-key --key-id ${key}`)];
    const { accountId } = placeOf(world);
    if (AWSAccountId !== undefined && AWSAccountId !== accountId)
      return [
        lookAt(name, `encrypts with a key of account ${AWSAccountId}, which must let this account's role decrypt`, fix),
      ];
    const { Policy = "{}" } = await kms.getKeyPolicy({ KeyId: key, PolicyName: "default" });
    return leavesItToIam(Policy, accountId)
      ? []
      : [
          bad(
            world,
            name,
            `encrypts with ${key}, whose policy lets no role of the account in`,
            `aws kms get-key-policy --key-id ${key} --policy-name default`,
          ),
        ];
  },
});
