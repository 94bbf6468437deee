import { useLocation } from "preact-iso";

/** Where somebody has to sign in first. */
export function SignIn() {
	const { url } = useLocation();
	return (
		<main class="alone" id="content">
			<h1>Sign in</h1>
			<p>
				Whoever may read a repository on GitHub may look at its boards here.
			</p>
			<p>
				<a
					class="button primary"
					href={`/sign-in?to=${encodeURIComponent(url)}`}
					// It leads away from the page: the router leaves other targets alone.
					target="_top"
				>
					Sign in with GitHub
				</a>
			</p>
		</main>
	);
}
