/**
 * What Pulumi's SDK notes for its engine and for a search after promises that never end: where each resource was made, and a
 * stack trace of each of a dozen promises a resource. A plan shows none of it, and a large one would spend half its time there.
 */
import * as pulumi from "@pulumi/pulumi";

import debuggable = require("@pulumi/pulumi/runtime/debuggable");

/** Parts of the SDK that are not public. */
interface Notes {
  debuggablePromise<T>(promise: Promise<T>, context?: unknown): Promise<T>;
}
interface Places {
  stackTrace(skip: number): unknown[];
}

/** Leaves the notes out until the returned function is called. */
export function withoutBookkeeping(): () => void {
  const notes = debuggable as unknown as Notes;
  const places = pulumi.Resource as unknown as Places;
  const { debuggablePromise } = notes;
  const { stackTrace } = places;
  notes.debuggablePromise = (promise) => promise;
  places.stackTrace = () => [];
  return () => Object.assign(notes, { debuggablePromise }) && Object.assign(places, { stackTrace });
}
