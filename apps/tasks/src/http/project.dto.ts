import { z } from 'zod';
import { pageOf, pageQuery, text } from '#libs/http';

export const CreateProjectBody = z.strictObject({ name: text(100) }).meta({ id: 'CreateProject' });
export type CreateProjectBody = z.infer<typeof CreateProjectBody>;

export const ProjectDto = z.object({ id: z.uuid(), name: z.string() }).meta({ id: 'Project' });
export const ProjectPageDto = pageOf(ProjectDto).meta({ id: 'ProjectPage' });

export const ListProjectsQuery = z.strictObject({ ...pageQuery });
export type ListProjectsQuery = z.infer<typeof ListProjectsQuery>;
