/** A small DNS server on loopback: the records of a table, NXDOMAIN for names that nothing is at or below. */
import { createSocket, type Socket } from "node:dgram";
import type { AddressInfo } from "node:net";

/** By `TYPE name`: `NS my-company.com`. CAA is `issue "pki.goog"`. */
export type Records = Record<string, string[]>;

const numbers: Record<number, string> = { 1: "A", 2: "NS", 28: "AAAA", 257: "CAA" };

export class DnsServer {
  private readonly socket: Socket = createSocket("udp4");
  records: Records = {};
  /** Answers SERVFAIL to everything. */
  broken = false;

  async start(): Promise<string> {
    this.socket.on("message", (message, { port, address }) => this.socket.send(this.answer(message), port, address));
    await new Promise<void>((resolve) => this.socket.bind(0, "127.0.0.1", resolve));
    return `127.0.0.1:${(this.socket.address() as AddressInfo).port}`;
  }

  stop(): Promise<void> {
    return new Promise((resolve) => this.socket.close(() => resolve()));
  }

  private answer(message: Buffer): Buffer {
    const labels: string[] = [];
    let at = 12;
    for (let length = message[at] ?? 0; length > 0; length = message[at] ?? 0) {
      labels.push(message.toString("ascii", at + 1, at + 1 + length));
      at += 1 + length;
    }
    const question = message.subarray(12, at + 5);
    const name = labels.join(".").toLowerCase();
    const type = numbers[message.readUInt16BE(at + 1)] ?? "";
    const found = this.broken ? [] : (this.records[`${type} ${name}`] ?? []);
    const known = Object.keys(this.records).some((key) => key.endsWith(` ${name}`) || key.endsWith(`.${name}`));
    const code = this.broken ? 2 : found.length === 0 && !known ? 3 : 0;
    const head = Buffer.alloc(12);
    message.copy(head, 0, 0, 2);
    head.writeUInt16BE(0x8180 | code, 2);
    head.writeUInt16BE(1, 4);
    head.writeUInt16BE(found.length, 6);
    const answers = found.map((value) => {
      const data = encoded(type, value);
      const own = Buffer.alloc(12);
      own.writeUInt16BE(0xc00c, 0);
      own.writeUInt16BE(message.readUInt16BE(at + 1), 2);
      own.writeUInt16BE(1, 4);
      own.writeUInt32BE(60, 6);
      own.writeUInt16BE(data.length, 10);
      return Buffer.concat([own, data]);
    });
    return Buffer.concat([head, question, ...answers]);
  }
}

function encoded(type: string, value: string): Buffer {
  if (type === "A") return Buffer.from(value.split(".").map(Number));
  if (type === "AAAA") {
    const [left = "", right = ""] = value.split("::");
    const groups = (text: string) => (text === "" ? [] : text.split(":"));
    const fill = Array(8 - groups(left).length - groups(right).length).fill("0");
    return Buffer.from(
      [...groups(left), ...fill, ...groups(right)].flatMap((group) => [
        Number.parseInt(group, 16) >> 8,
        Number.parseInt(group, 16) & 255,
      ]),
    );
  }
  if (type === "CAA") {
    const [tag = "", text = ""] = value.split(" ").map((part) => part.replaceAll('"', ""));
    return Buffer.concat([Buffer.from([0, tag.length]), Buffer.from(tag + text)]);
  }
  const labels = value.split(".").map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)]));
  return Buffer.concat([...labels, Buffer.from([0])]);
}
