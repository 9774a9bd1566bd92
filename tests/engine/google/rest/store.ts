/** What a stand-in Google holds: each thing by its path, as its API would show it. */
import { randomInt } from "node:crypto";

export type Fields = Record<string, unknown>;

export interface Request {
  method: string;
  /** Below the API's version: `projects/p/global/networks/n`. */
  path: string;
  query: URLSearchParams;
  body: Fields;
}

/** An answer that is no success. */
export class Refused extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly reason: string,
  ) {
    super(message);
  }
}

export const notFound = (path: string) => new Refused(404, `The resource '${path}' was not found`, "notFound");

export class Store {
  private readonly things = new Map<string, Fields>();
  /** Everything that was asked, in order: `POST projects/p/global/networks`. */
  readonly asked: string[] = [];
  private count = 0;

  get(path: string): Fields {
    const thing = this.things.get(path);
    if (thing === undefined) throw notFound(path);
    return thing;
  }

  find = (path: string): Fields | undefined => this.things.get(path);

  /** Those directly in a collection. */
  in = (collection: string): Fields[] =>
    [...this.things]
      .filter(([path]) => path.startsWith(`${collection}/`) && !path.slice(collection.length + 1).includes("/"))
      .map(([, thing]) => thing);

  paths = (): string[] => [...this.things.keys()];

  add(path: string, thing: Fields): Fields {
    if (this.things.has(path)) throw new Refused(409, `The resource '${path}' already exists`, "alreadyExists");
    this.things.set(path, thing);
    return thing;
  }

  change(path: string, fields: Fields): Fields {
    const changed = { ...this.get(path), ...fields };
    this.things.set(path, changed);
    return changed;
  }

  remove(path: string): void {
    if (!this.things.delete(path)) throw notFound(path);
  }

  /** Who names a thing: Compute Engine refuses to delete what another thing uses. A snapshot does not use its disk. */
  userOf = (path: string): string | undefined =>
    [...this.things].find(
      ([other, thing]) =>
        other !== path &&
        !other.includes("/snapshots/") &&
        JSON.stringify(thing).match(new RegExp(`${path}"|"${path}`)) !== null,
    )?.[0];

  /** A number of more digits than a float holds, and no more than 64 bits do, as Compute Engine's are. */
  number = (): string => `7${randomInt(1e8, 9e8)}${100_000_000 + this.count++}`;
}
