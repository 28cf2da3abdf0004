// Runs @apollo/gateway. Reads JSON lines: {supergraph} takes another supergraph into service, {query, variables} asks
// it. For each prints a JSON line: {ready: true}, {data, errors}, or {refused: why}.
import { createHash } from 'node:crypto';
import { createInterface } from 'node:readline';
import { ApolloGateway } from '@apollo/gateway';
import { getOperationAST, parse, validate } from 'graphql';

const logger = { debug() {}, info() {}, warn() {}, error() {} };
const cache = { get: async () => undefined, set: async () => undefined, delete: async () => undefined };
let served = null;

async function load(supergraphSdl) {
  await served?.gateway.stop();
  served = null;
  const gateway = new ApolloGateway({ supergraphSdl, logger });
  let schema = null;
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => {
    schema = apiSchema;
  });
  const { executor } = await gateway.load({ apollo: {} });
  served = { gateway, executor, schema };
  return { ready: true };
}

async function ask({ query, variables }) {
  const document = parse(query);
  const [invalid] = validate(served.schema, document);
  if (invalid) return { refused: invalid.message };
  const operation = getOperationAST(document);
  const { data, errors } = await served.executor({
    request: { query, variables },
    source: query,
    document,
    operation,
    operationName: operation.name?.value ?? null,
    queryHash: createHash('sha256').update(query).digest('hex'),
    schema: served.schema,
    context: {},
    metrics: {},
    cache,
    logger,
  });
  return data === undefined ? { refused: errors?.[0]?.message ?? 'no data' } : { data, errors };
}

async function answer(request) {
  try {
    return await ('supergraph' in request ? load(request.supergraph) : ask(request));
  } catch (error) {
    return { refused: String(error?.message ?? error) };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(await answer(JSON.parse(line))));
}
await served?.gateway.stop();
