/** Bucket, key and repositories, adopted or made. */
import type { Check } from "../../check";
import { bucket } from "./bucket";
import { bucketClosed } from "./bucketClosed";
import { bucketKey } from "./bucketKey";
import { bucketVersioned } from "./bucketVersioned";
import { key } from "./key";
import { keyPolicy } from "./keyPolicy";
import { repositories } from "./repositories";

export const storeChecks: readonly Check[] = [
  bucket,
  bucketVersioned,
  bucketClosed,
  bucketKey,
  key,
  keyPolicy,
  repositories,
];
