import { catchInstallPrompt } from '$lib/install-prompt';
import { mendFragment } from '$lib/whole-fragment';

catchInstallPrompt(window);
mendFragment(window);
