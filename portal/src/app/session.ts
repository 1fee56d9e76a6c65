import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { Problem } from '../api/problem';
import type { Session, Settings } from '../api/types';
import { useClient } from './clientContext';

export const SESSION_KEY = ['session'] as const;

/** `data` is null where nobody is signed in. */
export function useSession() {
  const client = useClient();
  return useQuery<Session | null, Problem>({
    queryKey: SESSION_KEY,
    queryFn: ({ signal }) => client.session(signal),
    staleTime: Infinity,
  });
}

export function useSettings() {
  const client = useClient();
  return useQuery<Settings, Problem>({
    queryKey: ['settings'],
    queryFn: ({ signal }) => client.settings(signal),
    staleTime: Infinity,
  });
}

export function useSignIn() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<Session, Problem, { token: string } | { link: string }>({
    mutationFn: (proof) => client.signIn(proof),
    onSuccess: (session) => {
      // What an earlier reader was shown is not for this one.
      queries.removeQueries({ queryKey: ['list'] });
      queries.setQueryData(SESSION_KEY, session);
    },
    // The proof is a secret: the mutation is forgotten as soon as the page lets go of it.
    gcTime: 0,
  });
}

export function useSignOut() {
  const client = useClient();
  const queries = useQueryClient();
  return useMutation<unknown, Problem>({
    mutationFn: () => client.signOut(),
    onSuccess: () => {
      queries.removeQueries({ queryKey: ['list'] });
      queries.setQueryData(SESSION_KEY, null);
    },
  });
}
