'use strict';
// Usage: node reply.js PORT USER PASSWORD ADDRESS CERTIFICATE BODY...: takes one message over TLS for each body, answers it
// with that at its reply-to, and settles it once the answer is accepted; prints what became of each answer.
const fs = require('fs');
const rhea = require('rhea');

const [port, username, password, address, certificate, ...bodies] = process.argv.slice(2);
const waiting = new Map();
let next = 0;
let left = bodies.length;

function settled(outcome) {
    return (context) => {
        const answered = waiting.get(context.delivery.id);
        const error = context.delivery.remote_state && context.delivery.remote_state.error;
        console.log(JSON.stringify({transfer: answered.transfer, outcome, description: error ? error.description : ''}));
        answered.delivery.accept();
        left -= 1;
        if (left === 0) {
            // Time for the last settlement to leave.
            setTimeout(() => context.connection.close(), 200);
        }
    };
}

const connection = rhea.connect({
    host: '127.0.0.1',
    port: Number(port),
    username,
    password,
    reconnect: false,
    transport: 'tls',
    ca: [fs.readFileSync(certificate)],
});
rhea.on('message', (context) => {
    if (next === bodies.length) {
        return;
    }
    const {message, delivery} = context;
    const body = bodies[next++];
    const sender = connection.open_sender(message.reply_to);
    sender.once('sendable', () => {
        const sent = sender.send({correlation_id: message.correlation_id, content_type: 'application/json', body});
        waiting.set(sent.id, {transfer: message.correlation_id, delivery});
    });
});
rhea.on('accepted', settled('accepted'));
rhea.on('rejected', settled('rejected'));
rhea.on('sender_error', (context) => {
    console.error(String(context.sender.error));
    process.exit(5);
});
rhea.on('disconnected', () => process.exit(2));
rhea.on('connection_error', () => process.exit(3));
rhea.on('connection_close', () => process.exit(left === 0 ? 0 : 4));
connection.open_receiver({source: address, autoaccept: false, credit_window: bodies.length});
