// Collects everything that waits for one destination, as a case management system would, and says what it saw.
// Arguments: base address, organisation, another organisation's transfer, NHS number.
import { Client } from 'fhir-kit-client';
import { createHash } from 'node:crypto';

const [baseUrl, organisation, foreign, nhsNumber] = process.argv.slice(2);
const client = new Client({ baseUrl, customHeaders: { 'Test-Organisation': organisation } });

const status = async (promise) => {
  try {
    await promise;
    return 200;
  } catch (error) {
    return error.response?.status ?? String(error);
  }
};

const seen = { organisation };
seen.software = (await client.capabilityStatement()).software.name;

let page = await client.search({
  resourceType: 'Task',
  searchParams: { status: 'requested', _count: '2' },
});
const tasks = [];
while (page) {
  tasks.push(...(page.entry ?? []).map((entry) => entry.resource));
  page = await client.nextPage({ bundle: page });
}
seen.waiting = tasks.map((task) => task.id);

const claimed = await client.operation({
  name: 'claim',
  resourceType: 'Task',
  method: 'POST',
  input: {
    resourceType: 'Parameters',
    parameter: [
      { name: 'worker', valueString: 'kit' },
      { name: '_count', valueInteger: 10 },
    ],
  },
});
seen.claimed = claimed.entry.map((entry) => entry.resource.id);

seen.records = [];
seen.answers = [];
const as = { options: { headers: { 'Portage-Worker': 'kit' } } };
for (const { resource } of claimed.entry) {
  const bundle = await client.read({ resourceType: 'Bundle', id: resource.id, ...as });
  seen.records.push(createHash('sha256').update(JSON.stringify(bundle)).digest('hex'));
  const task = await client.read({ resourceType: 'Task', id: resource.id, ...as });
  task.status = 'completed';
  const answered = await client.update({ resourceType: 'Task', id: task.id, body: task, ...as });
  seen.answers.push(answered.status);
}

const searched = await client.search({
  resourceType: 'Task',
  searchParams: { 'patient:identifier': `https://fhir.nhs.uk/Id/nhs-number|${nhsNumber}` },
  options: { postSearch: true },
});
seen.ofPerson = (searched.entry ?? []).map((entry) => entry.resource.id);
const everything = await client.operation({
  name: 'everything',
  resourceType: 'Patient',
  method: 'GET',
  input: { identifier: `https://fhir.nhs.uk/Id/nhs-number|${nhsNumber}` },
});
seen.everything = (everything.entry ?? []).length;

seen.foreign = [
  await status(client.read({ resourceType: 'Task', id: foreign })),
  await status(client.read({ resourceType: 'Bundle', id: foreign })),
  await status(
    client.update({
      resourceType: 'Task',
      id: foreign,
      body: { resourceType: 'Task', id: foreign, status: 'completed', intent: 'order' },
    }),
  ),
];
seen.left = (await client.search({ resourceType: 'Task', searchParams: { status: 'requested' } })).entry?.length ?? 0;
console.log(JSON.stringify(seen));
