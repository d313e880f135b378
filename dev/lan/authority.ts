/**
 * A certificate authority for one developer's network, made on the spot: phones offer no service worker, microphone
 * or passkey without TLS, and no public authority signs for 192.168.1.5.
 */
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { isIP } from 'node:net';
import { join } from 'node:path';
import forge from 'node-forge';

/** What a TLS server needs to be who it says. */
export interface Identity {
	/** PEM. */
	key: string;
	/** PEM. */
	cert: string;
}

const authorityDays = 365;
/** Made anew at each start. */
const serverDays = 30;
const commonName = 'Porch on my network';
/** Whoever trusts this authority trusts it for addresses of networks like theirs, and for nothing on the web. */
const privateNetworks = [
	[10, 0, 0, 0, 255, 0, 0, 0],
	[100, 64, 0, 0, 255, 192, 0, 0],
	[127, 0, 0, 0, 255, 0, 0, 0],
	[169, 254, 0, 0, 255, 255, 0, 0],
	[172, 16, 0, 0, 255, 240, 0, 0],
	[192, 168, 0, 0, 255, 255, 0, 0]
];

/** Signs for the servers of one machine; its certificate is what a phone has to trust, once. */
export class Authority {
	/** PEM. */
	readonly certificate: string;
	readonly #key: string;

	private constructor({ key, cert }: Identity) {
		this.certificate = cert;
		this.#key = key;
	}

	/** The authority of a folder: the one that phones know already, or a new one where there is none that is valid. */
	static async open(folder: string): Promise<Authority> {
		const [keyFile, certFile] = [join(folder, 'authority.key'), join(folder, 'authority.crt')];
		const files = await Promise.all(
			[keyFile, certFile].map((file) => readFile(file, 'utf8').catch(() => ''))
		);
		const [key = '', cert = ''] = files;
		if (key && cert && isValid(cert)) return new Authority({ key, cert });
		const made = makeAuthority();
		await mkdir(folder, { recursive: true });
		await writeFile(keyFile, made.key, { mode: 0o600 });
		await writeFile(certFile, made.cert);
		return new Authority(made);
	}

	/** The identity of a server under an address, and under `localhost`. */
	issue(host: string): Identity {
		const address = isIP(host) === 0 ? { type: 2, value: host } : { type: 7, ip: host };
		const issuer = forge.pki.certificateFromPem(this.certificate);
		return sign({
			name: 'Porch',
			days: serverDays,
			issuer: { attributes: issuer.subject.attributes, key: this.#key },
			extensions: [
				{ name: 'basicConstraints', cA: false, critical: true },
				{ name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
				{ name: 'extKeyUsage', serverAuth: true },
				{ name: 'subjectAltName', altNames: [address, { type: 2, value: 'localhost' }] }
			]
		});
	}
}

function makeAuthority(): Identity {
	return sign({
		name: commonName,
		days: authorityDays,
		extensions: [
			{ name: 'basicConstraints', cA: true, pathLenConstraint: 0, critical: true },
			{ name: 'keyUsage', keyCertSign: true, critical: true },
			{ id: '2.5.29.30', critical: true, value: nameConstraints() }
		]
	});
}

interface Request {
	name: string;
	days: number;
	/** Itself, unless given. */
	issuer?: { attributes: forge.pki.CertificateField[]; key: string };
	extensions: object[];
}

function sign({ name, days, issuer, extensions }: Request): Identity {
	const { publicKey, privateKey: key } = generateKeyPairSync('rsa', {
		modulusLength: 2048,
		publicKeyEncoding: { type: 'spki', format: 'pem' },
		privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
	});
	const subject = [{ name: 'commonName', value: name }];
	const certificate = forge.pki.createCertificate();
	certificate.publicKey = forge.pki.publicKeyFromPem(publicKey);
	certificate.serialNumber = `01${randomBytes(15).toString('hex')}`;
	// An hour back: the clock of a phone may be a little behind.
	certificate.validity.notBefore = new Date(Date.now() - 3_600_000);
	certificate.validity.notAfter = new Date(Date.now() + days * 86_400_000);
	certificate.setSubject(subject);
	certificate.setIssuer(issuer?.attributes ?? subject);
	certificate.setExtensions(extensions);
	certificate.sign(forge.pki.privateKeyFromPem(issuer?.key ?? key), forge.md.sha256.create());
	return { key, cert: forge.pki.certificateToPem(certificate) };
}

/** The names that it may sign for (RFC 5280, 4.2.1.10), in DER, as a binary string: the library has no words for it. */
function nameConstraints(): string {
	// Short enough for lengths of one byte.
	const der = (tag: number, content: Buffer): Buffer =>
		Buffer.concat([Buffer.from([tag, content.length]), content]);
	const [sequence, permittedSubtrees, dnsName, ipAddress] = [0x30, 0xa0, 0x82, 0x87];
	const permitted = [
		der(sequence, der(dnsName, Buffer.from('localhost'))),
		...privateNetworks.map((network) => der(sequence, der(ipAddress, Buffer.from(network))))
	];
	return der(sequence, der(permittedSubtrees, Buffer.concat(permitted))).toString('binary');
}

/** Whether it lasts as long as the servers that it is to sign for. */
function isValid(cert: string): boolean {
	const { notAfter } = forge.pki.certificateFromPem(cert).validity;
	return notAfter.getTime() > Date.now() + serverDays * 86_400_000;
}
