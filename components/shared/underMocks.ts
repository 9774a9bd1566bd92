import * as pulumi from "@pulumi/pulumi";

/**
 * Whether the program runs under mocks (the offline plan, tests) and not on the engine. The one seam for what mocks
 * cannot do: resource hooks, and the refusal of placeholder accounts.
 */
export const underMocks = (): boolean => pulumi.runtime.getMonitor()?.constructor.name === "MockMonitor";
