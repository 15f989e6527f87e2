// Two clients of one description: functions that fetch, and zod's schemas.
const client = (name) => ({
  input: "./openapi.json",
  output: { target: `generated/orval/${name}.ts`, client: name },
});

module.exports = { fetch: client("fetch"), zod: client("zod") };
