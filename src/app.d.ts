/// <reference types="vite/client" />

interface ImportMetaEnv {
	readonly VITE_PORCH_RELAYS?: string;
	readonly VITE_PORCH_PROFILE_RELAYS?: string;
	readonly VITE_PORCH_MEDIA_SERVERS?: string;
}
