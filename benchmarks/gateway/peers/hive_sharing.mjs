// Hive Gateway; what is asked at the same time is worked for once, as the public graphql-gateways-benchmark has it.
import { defineConfig } from "@graphql-hive/gateway";

export const gatewayConfig = defineConfig({
  inboundInflightRequestDeduplication: true,
});
