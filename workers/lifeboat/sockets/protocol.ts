// What a page and its lifeboat say to each other of what hangs on the mirror (line.ts here, failover/channel.ts there).

/** Under the door: an address that goes nowhere; asking for it gives a port, and keeps the lifeboat awake. */
export const CHANNEL = "sockets";
/** Behind it: a socket broke, and the mirror may be gone. */
export const LOST = "?lost";
/** Behind it: a socket never opened, and a new connection to the mirror may fail though an old one stands. */
export const UNOPENED = "?unopened";
/** On a request for a socket's address, as the shim maps it: which of those asked for over the port it is. */
export const SOCKET_HEADER = "hezar-socket";

/** On a request whose way up is watched; the relay takes it off, as all that begins like it. */
export const WATCHED_HEADER = "mirror-watched";
/** In an event stream's address, behind `#`: which event came last, percent-encoded. One that is opened anew says none by itself. */
export const LAST_EVENT = "hezar-last-event=";

/** Over the page's port, with a port for the socket itself. */
export interface SocketAsk {
  readonly socket: string;
  readonly protocols: readonly string[];
}

export interface AwayNews {
  /** The own mirror does not answer. */
  readonly isAway: boolean;
}

/** Over a socket's port: it is open, with this subprotocol; a message; it is closed. */
export type ToPage =
  | { readonly open: string }
  | { readonly data: string | ArrayBuffer }
  | { readonly closed: readonly [code: number, reason: string, wasClean: boolean] };
export type FromPage =
  | { readonly data: string | ArrayBuffer | Blob }
  | { readonly close: readonly [code?: number, reason?: string] };
