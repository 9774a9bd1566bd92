/** Lead connections to `routes` (host name -> loopback port), trusting `ca` (PEM), until the returned function is called. */
export function redirect(routes: Record<string, number>, ca: string): () => void;
