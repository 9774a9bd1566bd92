/** A server in the place of MWAA's control plane, with credentials for it. Call it inside a suite: each test has its own. */
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";

interface Asked {
  method: string;
  url: string;
  headers: IncomingHttpHeaders;
  body: string;
}

export interface ControlPlane {
  address: string;
  asked: Asked[];
  /** Answers in turn; the last one again and again. */
  answers: [status: number, body: unknown][];
  /** `GET /environments/dev`, in order. */
  questions(): string[];
  /** Makes the next answers this environment. */
  live(change: object): void;
}

export function controlPlane(): ControlPlane {
  let server: Server;
  let env: NodeJS.ProcessEnv;
  const plane: ControlPlane = {
    address: "",
    asked: [],
    answers: [],
    questions: () => plane.asked.map(({ method, url }) => `${method} ${url}`),
    live: (change) => {
      const Arn = "arn:aws:airflow:eu-west-1:444455556666:environment/dev";
      plane.answers = [[200, { Environment: { Status: "AVAILABLE", Arn, ...change } }]];
    },
  };

  beforeEach((done) => {
    env = { ...process.env };
    Object.assign(process.env, { AWS_ACCESS_KEY_ID: "AKIAEXAMPLE", AWS_SECRET_ACCESS_KEY: "of-a-test" });
    for (const name of ["AWS_SESSION_TOKEN", "AWS_PROFILE", "AWS_ENDPOINT_URL", "AIRFLOW_REPLACE_DATA"])
      delete process.env[name];
    [plane.asked, plane.answers] = [[], []];
    server = createServer((request, response) => {
      let body = "";
      request.on("data", (part) => {
        body += part;
      });
      request.on("end", () => {
        plane.asked.push({ method: `${request.method}`, url: `${request.url}`, headers: request.headers, body });
        const [status, answer] = (plane.answers.length > 1 ? plane.answers.shift() : plane.answers[0]) ?? [404, {}];
        response.writeHead(status).end(typeof answer === "string" ? answer : JSON.stringify(answer));
      });
    }).listen(0, "127.0.0.1", () => {
      plane.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      process.env.AWS_ENDPOINT_URL_MWAA = `${plane.address}//`;
      done();
    });
  });
  afterEach((done) => {
    process.env = env;
    server.closeAllConnections();
    server.close(done);
  });
  return plane;
}
