import { catchInstallPrompt } from '$lib/install-prompt';

catchInstallPrompt(window);
