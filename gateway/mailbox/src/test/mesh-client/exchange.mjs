// Plays a sender and a receiver with the client as it is published, and prints what it saw as one line of JSON.
import { createHash } from "node:crypto";
import {
  getMessageCount,
  handShake,
  loadConfig,
  markAsRead,
  readMessage,
  sendChunkedMessage,
  sendMessage,
} from "nhs-mesh-client";

const [url, sharedKey, sender, senderPassword, receiver, receiverPassword] = process.argv.slice(2);
const config = await loadConfig({ logLevel: "SILENT", url, sharedKey, sandbox: "true" });
const as = (mailboxID, mailboxPassword, agent) => ({ url, sharedKey, mailboxID, mailboxPassword, agent });
const from = as(sender, senderPassword, config.senderAgent);
const to = as(receiver, receiverPassword, config.receiverAgent);
const sha256 = (data) => createHash("sha256").update(data).digest("hex");

const seen = { handshakes: [], sent: [], chunked: [], read: [], acknowledged: [], counts: [] };
seen.handshakes.push((await handShake(from)).status, (await handShake(to)).status);

const text = "npm-1\nA record of a synthetic person.";
seen.sent.push((await sendMessage({ ...from, mailboxTarget: receiver, message: text })).status);
const compressed = await sendMessage({ ...from, mailboxTarget: receiver, message: "npm-2", compressed: true });
seen.sent.push(compressed.status);

const line = "The same line of a large record, again and again.\n";
const large = Buffer.from("npm-3\n" + line.repeat(Math.ceil((21 * 1024 * 1024) / line.length)));
const chunked = await sendChunkedMessage({ ...from, mailboxTarget: receiver, fileContent: large });
seen.chunked.push(chunked.status);

const inbox = await getMessageCount(to);
seen.counts.push(inbox.data.approx_inbox_count);
for (const messageID of inbox.data.messages) {
  const message = await readMessage({ ...to, messageID });
  seen.read.push({ status: message.status, sha256: sha256(message.data), from: message.headers["mex-from"] });
  seen.acknowledged.push((await markAsRead({ ...to, message: messageID })).status);
}
seen.counts.push((await getMessageCount(to)).data.approx_inbox_count);
// What the client makes of a string that it compresses itself: JSON.
seen.expected = [text, "npm-2", large].map(sha256);
console.log(JSON.stringify(seen));
