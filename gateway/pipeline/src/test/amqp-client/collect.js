'use strict';
// Usage: node collect.js PORT USER PASSWORD ADDRESS COUNT CERTIFICATE: accepts so many messages over TLS and prints each.
const fs = require('fs');
const rhea = require('rhea');

const [port, username, password, address, count, certificate] = process.argv.slice(2);
let left = Number(count);
rhea.on('message', (context) => {
    const message = context.message;
    const body = JSON.parse(Buffer.from(message.body.content).toString('utf8'));
    console.log(JSON.stringify({
        transfer: message.application_properties.transfer,
        correlation: message.correlation_id,
        contentType: message.content_type,
        resource: body.resourceType,
    }));
    context.delivery.accept();
    left -= 1;
    if (left === 0) {
        context.receiver.close();
        context.connection.close();
    }
});
rhea.on('disconnected', (context) => {
    console.error(context.error ? context.error.message : 'disconnected');
    process.exit(2);
});
rhea.on('connection_error', (context) => {
    console.error(String(context.connection.error));
    process.exit(3);
});
rhea.on('connection_close', () => process.exit(left === 0 ? 0 : 4));
rhea.connect({
    host: '127.0.0.1',
    port: Number(port),
    username,
    password,
    reconnect: false,
    transport: 'tls',
    ca: [fs.readFileSync(certificate)],
}).open_receiver({source: address, autoaccept: false, credit_window: 5});
