import type { CodegenConfig } from "@graphql-codegen/cli";

const config: CodegenConfig = {
  schema: "../../schema/schema.graphql",
  documents: "src/**/*.graphql",
  generates: {
    "src/generated.ts": {
      plugins: ["typescript", "typescript-operations", "typed-document-node"],
      config: {
        onlyOperationTypes: true,
        strictScalars: true,
        scalars: {
          BigInt: "string",
          Date: "string",
          DateTime: "string",
          Decimal: "string",
          JSON: "unknown",
        },
        enumsAsTypes: true,
        futureProofEnums: true,
        avoidOptionals: { field: true },
        immutableTypes: true,
      },
    },
  },
};

export default config;
