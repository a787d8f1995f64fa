// What an import of WebAssembly gives in a Worker: the compiled module (scripts/wasm.ts builds them).
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
