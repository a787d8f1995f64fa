// What is used here of css-tree, whose own types are a package apart.
declare module "css-tree" {
  interface Coder {
    decode(written: string): string;
  }
  export const ident: Coder;
  export const string: Coder;
  export const tokenNames: readonly string[];
  export function tokenize(text: string, onToken: (type: number, start: number, end: number) => void): void;
  export const url: Coder;
}
