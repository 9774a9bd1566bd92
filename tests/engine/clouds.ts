/** What the stand-in provider asks of a cloud, and the clouds behind it: AWS's account, and Google with everything else. */
import type { CloudContext } from "../../commands/plan/record/cloudValues";
import type { AwsAccount } from "./aws/account";
import { keepsItsName, made, replacedBy } from "./cloud";
import type { World } from "./google/world";
import { changedFields, type Properties } from "./wire";

/** A resource as the engine names it. */
export interface Named {
  type: string;
  name: string;
}

export interface Diff {
  changed: string[];
  replaces: string[];
  deleteBeforeReplace: boolean;
}

type Eventually<T> = T | Promise<T>;

/** One cloud. Each method throws what the cloud would refuse with. */
export interface Cloud {
  /** Inputs as the provider completes them. */
  checked(what: Named, news: Properties, olds: Properties): Properties;
  diff(what: Named, state: Properties, olds: Properties, news: Properties): Diff;
  create(what: Named, inputs: Properties): Eventually<{ id: string; state: Properties }>;
  update(what: Named, id: string, olds: Properties, inputs: Properties): Eventually<Properties>;
  delete(what: Named, id: string, state: Properties): Eventually<void>;
}

export const awsCloud = (aws: AwsAccount): Cloud => ({
  checked: (_what, news) => news,
  diff: ({ type }, state, olds, news) => aws.diff(type, state, olds, news),
  create: ({ type, name }, inputs) => aws.create(type, name, inputs),
  update: ({ type, name }, id, olds, inputs) => aws.update(type, name, id, olds, inputs),
  delete: ({ type }, id) => aws.delete(type, id),
});

/** @param world manners of the cloud; without one everything comes at once and nothing is refused */
export function otherClouds(context: CloudContext, world?: World): Cloud {
  const ask = (verb: "create" | "update" | "delete", what: Named, inputs: Properties, id: string): void => {
    const message = world?.refusal(verb, { ...what, id, inputs });
    if (message !== undefined) throw new Error(message);
  };
  return {
    checked: ({ type, name }, news, olds) => world?.named(type, name, news, olds) ?? news,
    diff: ({ type, name }, _state, olds, news) => {
      const changed = changedFields(olds, news);
      const replaces = replacedBy(type, olds, news, changed);
      return { changed, replaces, deleteBeforeReplace: replaces.length > 0 && keepsItsName(type, name, olds, news) };
    },
    create: (what, inputs) => {
      const { id, state } = made(what.type, what.name, inputs, context);
      ask("create", what, inputs, id);
      return { id, state: world?.made({ ...what, id, inputs, state }) ?? state };
    },
    update: (what, id, _olds, inputs) => {
      ask("update", what, inputs, id);
      const { state } = made(what.type, what.name, inputs, context, id);
      return world?.made({ ...what, id, inputs, state }) ?? state;
    },
    delete: (what, id, state) => {
      ask("delete", what, state, id);
      world?.gone(what.type, id);
    },
  };
}
