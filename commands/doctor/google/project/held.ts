/** Which of the permissions that a plan needs the caller has in the project. */
import type { World } from "../../world";
import { ask } from "../ask/ask";
import { projectOf, resources } from "../ask/places";
import { neededPermissions } from "./needed";

/** Google takes a hundred a call (https://docs.cloud.google.com/iam/docs/testing-permissions). */
const atOnce = 100;

/**
 * Asking this needs no permission at all.
 *
 * @param project another one where a shared network or a key is
 */
export const held = (world: World, project = projectOf(world)): Promise<Set<string>> =>
  world.once(`google.held ${project}`, async () => {
    const all = [...(neededPermissions(world).get(project)?.keys() ?? [])];
    if (project === projectOf(world)) all.push("serviceusage.services.enable");
    const wanted = all.sort();
    const url = `${resources}/projects/${project}:testIamPermissions`;
    const answers = await Promise.all(
      Array.from({ length: Math.ceil(wanted.length / atOnce) }, (_, group) =>
        ask<{ permissions?: string[] }>(world, url, {
          permissions: wanted.slice(group * atOnce, (group + 1) * atOnce),
        }),
      ),
    );
    return new Set(answers.flatMap((answer) => answer?.permissions ?? []));
  });
