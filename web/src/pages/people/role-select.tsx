import type { ReactNode } from 'react';
import type { Role } from '../../../../src/api/people.ts';
import { Select } from '../../parts/select.tsx';
import { roleLabel, roleMeaning } from '../../words.ts';

interface RoleSelectProps {
  readonly value: Role;
  readonly onChange: (role: Role) => void;
  readonly label?: string;
  readonly id?: string;
  readonly isSmall?: boolean;
  readonly isDisabled?: boolean;
}

const roles: readonly Role[] = ['owner', 'approver', 'bookkeeper', 'creator', 'viewer'];
const options = roles.map((role) => ({ value: role, label: roleLabel[role], hint: roleMeaning[role] }));

export const RoleSelect = (props: RoleSelectProps): ReactNode => <Select {...props} options={options} />;
