// Composes with @apollo/composition. Reads JSON lines {subgraphs: [{name, url, sdl}]}; for each prints a JSON line with
// the supergraph ({sdl}) or the codes and messages of the errors ({errors: [{code, message}]}).
import { createInterface } from 'node:readline';
import { composeServices } from '@apollo/composition';
import { parse } from 'graphql';

function compose(subgraphs) {
  try {
    const services = subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) }));
    const { errors, supergraphSdl } = composeServices(services);
    if (!errors?.length) return { sdl: supergraphSdl };
    return { errors: errors.map(({ extensions, message }) => ({ code: extensions?.code ?? null, message })) };
  } catch (error) {
    return { errors: [{ code: null, message: String(error) }] };
  }
}

for await (const line of createInterface({ input: process.stdin })) {
  console.log(JSON.stringify(compose(JSON.parse(line).subgraphs)));
}
