// Hive Gateway; every request is worked for alone, as is every request to a subgraph.
import { defineConfig } from "@graphql-hive/gateway";

export const gatewayConfig = defineConfig({
  transportEntries: { "*": { options: { deduplicateInflightRequests: false } } },
});
