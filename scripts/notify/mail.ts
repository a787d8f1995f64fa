// Mail through the operator's SMTP server. A password is never sent in the clear: where the server offers no TLS, logging in
// is refused, unless it is on this machine.

import { createTransport } from "nodemailer";
import { type Channel, messageText, messageTitle } from "./notice.ts";

const TLS_PORT = 465;
const TIMEOUT_MILLISECONDS = 15_000;

export interface MailOptions {
  readonly host: string;
  readonly port: number;
  readonly from: string;
  readonly to: string;
  readonly login?: { readonly user: string; readonly password: string };
}

export function createMail({ host, port, from, to, login }: MailOptions): Channel {
  const isHere = /^(?:127\.|::1$|localhost$)/.test(host);
  const transport = createTransport({
    ...{ host, port, secure: port === TLS_PORT },
    requireTLS: login !== undefined && !isHere && port !== TLS_PORT,
    // On this machine nobody listens in, and a local server's certificate is its own.
    ignoreTLS: isHere,
    ...(login && { auth: { user: login.user, pass: login.password } }),
    ...{
      connectionTimeout: TIMEOUT_MILLISECONDS,
      greetingTimeout: TIMEOUT_MILLISECONDS,
      socketTimeout: TIMEOUT_MILLISECONDS,
    },
    // Nothing of a notice may be read from disk or the network.
    ...{ disableFileAccess: true, disableUrlAccess: true },
  });
  return {
    name: "mail",
    send: async (message) => {
      await transport.sendMail({ from, to, subject: messageTitle(message), text: messageText(message) });
    },
  };
}
