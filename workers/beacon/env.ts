// What the beacon is deployed with.

export interface BeaconEnv {
  readonly WARDEN: Fetcher;
  readonly BEACON_TOKEN: string;
  /** A mailto: or https: address of who answers for this mesh. */
  readonly CONTACT?: string;
}
