/** What the checks of bucket and key share. */
import { type Check, defineCheck } from "../../check";
import type { World } from "../../world";
import { bucketName, keyArn } from "../planned";

type Given = Omit<Check, "cloud" | "homes" | "when">;

/** A check of the bucket that the environment reads. */
export const bucketCheck = (check: Given): Check =>
  defineCheck({
    cloud: "aws",
    homes: ["mwaa"],
    when: "always",
    page: "docs/mwaa.md#your-dags",
    applies: (world) => bucketName(world) !== undefined,
    ...check,
  });

/** A check of the customer key. */
export const keyCheck = (check: Given): Check =>
  defineCheck({
    cloud: "aws",
    homes: ["mwaa"],
    when: "always",
    page: "docs/mwaa.md#the-key",
    applies: (world: World) => keyArn(world) !== undefined,
    ...check,
  });
