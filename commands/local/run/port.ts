/** Ports of this machine. */
import { createServer } from "node:net";
import { UsageError } from "../../line/errors";

/** Whether nobody listens there, on loopback or on all addresses. */
export const isFree = async (port: number): Promise<boolean> =>
  (await bound(port, "127.0.0.1")) && (await bound(port, "0.0.0.0"));

const bound = (port: number, host: string): Promise<boolean> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ port, host, exclusive: true }, () => server.close(() => resolve(true)));
  });

/** The port that was asked for. @throws UsageError where it is none, or taken */
export async function portOf(given: string | undefined): Promise<number> {
  const port = Number(given ?? 8080);
  if (!Number.isInteger(port) || port < 1024 || port > 65535)
    throw new UsageError(`--port is ${JSON.stringify(given)}: give a number from 1024 to 65535`);
  if (await isFree(port)) return port;
  let next = port + 1;
  while (next < port + 100 && !(await isFree(next))) next += 1;
  throw new UsageError(`port ${port} is taken on this machine`, `--port ${next}`);
}
