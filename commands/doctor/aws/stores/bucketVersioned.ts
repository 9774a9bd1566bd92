import { bad } from "../../check";
import { aws } from "../clients";
import { orNone } from "../errors";
import { bucketName } from "../planned";
import { bucketCheck } from "./room";

export const bucketVersioned = bucketCheck({
  id: "aws.bucket-versioned",
  about: "the bucket is versioned",
  permissions: ["s3:GetBucketVersioning"],
  why: "MWAA refuses a bucket without versions, and the environment names each object's version",
  source: "https://docs.aws.amazon.com/mwaa/latest/userguide/mwaa-s3-bucket.html",
  run: async (world) => {
    const name = bucketName(world) as string;
    const found = await orNone((await aws(world, "s3")).getBucketVersioning({ Bucket: name }));
    // A bucket that is not there is what the check of the bucket tells.
    if (found === undefined || found.Status === "Enabled") return [];
    const { Status } = found;
    const fix = `aws s3api put-bucket-versioning --bucket ${name} --versioning-configuration Status=Enabled`;
    return [bad(world, name, Status === undefined ? "has no versions" : "has its versions suspended", fix)];
  },
});
