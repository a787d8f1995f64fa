// The few web globals that browsers, workerd and Node share, so that shared/ compiles with `types: []` and cannot
// reach for a platform. Grow it only by what all three have.

declare class TextEncoder {
  encode(input?: string): Uint8Array<ArrayBuffer>;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(input?: ArrayBuffer | ArrayBufferView, options?: { stream?: boolean }): string;
}

declare class URLSearchParams {
  constructor(init?: string);
  get(name: string): string | null;
}

declare class URL {
  constructor(url: string, base?: string | URL);
  static canParse(url: string, base?: string): boolean;
  static parse(url: string, base?: string): URL | null;
  readonly href: string;
  readonly origin: string;
  readonly protocol: string;
  readonly username: string;
  readonly password: string;
  readonly host: string;
  readonly hostname: string;
  readonly port: string;
  readonly pathname: string;
  readonly search: string;
  readonly searchParams: URLSearchParams;
  readonly hash: string;
  toString(): string;
}

interface WebCryptoKey {
  readonly type: string;
}

declare const crypto: {
  readonly subtle: {
    digest(algorithm: string, data: BufferSource): Promise<ArrayBuffer>;
    importKey(
      format: "raw" | "pkcs8",
      keyData: BufferSource,
      algorithm: string | Record<string, unknown>,
      extractable: boolean,
      usages: readonly string[],
    ): Promise<WebCryptoKey>;
    sign(algorithm: string | Record<string, unknown>, key: WebCryptoKey, data: BufferSource): Promise<ArrayBuffer>;
    verify(
      algorithm: string | Record<string, unknown>,
      key: WebCryptoKey,
      signature: BufferSource,
      data: BufferSource,
    ): Promise<boolean>;
    encrypt(algorithm: Record<string, unknown>, key: WebCryptoKey, data: BufferSource): Promise<ArrayBuffer>;
    decrypt(algorithm: Record<string, unknown>, key: WebCryptoKey, data: BufferSource): Promise<ArrayBuffer>;
    deriveBits(algorithm: Record<string, unknown>, key: WebCryptoKey, length: number): Promise<ArrayBuffer>;
    wrapKey(format: "raw", key: WebCryptoKey, wrappingKey: WebCryptoKey, algorithm: string): Promise<ArrayBuffer>;
    unwrapKey(
      format: "raw",
      wrapped: BufferSource,
      unwrappingKey: WebCryptoKey,
      unwrapAlgorithm: string,
      keyAlgorithm: string | Record<string, unknown>,
      extractable: boolean,
      usages: readonly string[],
    ): Promise<WebCryptoKey>;
    exportKey(format: "raw", key: WebCryptoKey): Promise<ArrayBuffer>;
  };
};

type BufferSource = ArrayBuffer | ArrayBufferView<ArrayBuffer>;

declare function btoa(data: string): string;
declare function atob(data: string): string;

declare function setTimeout(callback: () => void, milliseconds: number): unknown;
declare function clearTimeout(timer: unknown): void;
